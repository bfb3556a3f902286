import {describePush} from '../contracts/describe-push.js';
import {postgresPlaces, sqlitePlaces} from '../contracts/places.js';

describePush('SQLite', sqlitePlaces());
describePush('PostgreSQL', postgresPlaces());
