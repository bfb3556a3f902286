import {describeStanding} from '../contracts/describe-standing.js';
import {postgresPlaces, sqlitePlaces} from '../contracts/places.js';

describeStanding('SQLite', sqlitePlaces());
describeStanding('PostgreSQL', postgresPlaces());
