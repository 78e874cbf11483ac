import express from 'express';
import expressPouchDb from 'express-pouchdb';
import PouchDB from 'pouchdb';

/** express-pouchdb on LevelDB under the folder given; says where it is. */
const [folder] = process.argv.slice(2);
const app = express();
app.use('/', expressPouchDb(PouchDB.defaults({ prefix: `${folder}/` }), { mode: 'minimumForPouchDB', logPath: `${folder}/log.txt`, configPath: `${folder}/config.json` }));
const server = app.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ address: `http://127.0.0.1:${server.address().port}`, enrolmentCode: '' })));
process.on('SIGTERM', () => process.exit(0));
