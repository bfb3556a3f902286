// The long form of test/server/chaos.test.ts: `npm run test:chaos [kills]`.
import {postgresPlaces, sqlitePlaces} from '../contracts/places.js';
import {chaos} from './chaos.js';

const kills = Number(process.argv[2] ?? 30);
console.log('one on SQLite:', await chaos(sqlitePlaces(), {processes: 1, kills, clients: 8}));
console.log('three on PostgreSQL:', await chaos(postgresPlaces({alone: true}), {processes: 3, kills, databaseKills: Math.ceil(kills / 3), clients: 16}));
