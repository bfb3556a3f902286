import {describeSearch} from '../contracts/describe-search.js';
import {postgresPlaces, sqlitePlaces} from '../contracts/places.js';

describeSearch('SQLite', sqlitePlaces());
describeSearch('PostgreSQL', postgresPlaces());
