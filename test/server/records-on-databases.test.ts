import {describeRecords} from '../contracts/describe-records.js';
import {postgresPlaces, sqlitePlaces} from '../contracts/places.js';

describeRecords('SQLite', sqlitePlaces());
describeRecords('PostgreSQL', postgresPlaces());
