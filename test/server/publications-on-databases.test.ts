import {describePublications} from '../contracts/describe-publications.js';
import {postgresPlaces, sqlitePlaces} from '../contracts/places.js';

describePublications('SQLite', sqlitePlaces());
describePublications('PostgreSQL', postgresPlaces());
