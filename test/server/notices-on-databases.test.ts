import {describeNotices} from '../contracts/describe-notices.js';
import {postgresPlaces, sqlitePlaces} from '../contracts/places.js';

describeNotices('SQLite', sqlitePlaces());
describeNotices('PostgreSQL', postgresPlaces());
