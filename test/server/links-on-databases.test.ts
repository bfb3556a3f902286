import {describeLinks} from '../contracts/describe-links.js';
import {postgresPlaces, sqlitePlaces} from '../contracts/places.js';

describeLinks('SQLite', sqlitePlaces());
describeLinks('PostgreSQL', postgresPlaces());
