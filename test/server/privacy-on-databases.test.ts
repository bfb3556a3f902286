import {describePrivacy} from '../contracts/describe-privacy.js';
import {postgresPlaces, sqlitePlaces} from '../contracts/places.js';

describePrivacy('SQLite', sqlitePlaces());
describePrivacy('PostgreSQL', postgresPlaces());
