import {describeWebhooks} from '../contracts/describe-webhooks.js';
import {postgresPlaces, sqlitePlaces} from '../contracts/places.js';

describeWebhooks('SQLite', sqlitePlaces());
describeWebhooks('PostgreSQL', postgresPlaces());
