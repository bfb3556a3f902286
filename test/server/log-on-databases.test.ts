import {describeLog} from '../contracts/describe-log.js';
import {postgresPlaces, sqlitePlaces} from '../contracts/places.js';

describeLog('SQLite', sqlitePlaces());
describeLog('PostgreSQL', postgresPlaces());
