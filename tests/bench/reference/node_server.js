// What Kirjuri is measured against: socket.io on Node as it comes, echoing to a room.
// `node node_server.js PORT none|insert|group FILE`: what is stored before a message is acknowledged.
const { createServer } = require("node:http");
const { Server } = require("socket.io");

const [port, kind, file] = process.argv.slice(2);

function open() {
  const database = new (require("better-sqlite3"))(file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.exec("CREATE TABLE IF NOT EXISTS message (seq INTEGER PRIMARY KEY, room TEXT, id TEXT, body TEXT)");
  const insert = database.prepare("INSERT INTO message (room, id, body) VALUES (?, ?, ?)");
  const store = ({ room, id, body }) => Number(insert.run(room, id, body).lastInsertRowid);
  return { database, store };
}

// Nothing is kept.
function none() {
  let seq = 0;
  return (_, stored) => stored(++seq);
}

// One synced INSERT a message.
function insert() {
  const { store } = open();
  return (message, stored) => stored(store(message));
}

// One synced commit for all messages that came in one turn of the event loop.
function group() {
  const { database, store } = open();
  let waiting = [];
  const storeAll = database.transaction((all) => all.map(([message]) => store(message)));
  const commit = () => {
    const all = waiting;
    waiting = [];
    storeAll(all).forEach((seq, at) => {
      all[at][1](seq);
    });
  };
  return (message, stored) => {
    if (waiting.push([message, stored]) === 1) setImmediate(commit);
  };
}

const keep = { none, insert, group }[kind]();
const http = createServer((request, response) => response.writeHead(request.url === "/readyz" ? 200 : 404).end());
const io = new Server(http, { transports: ["websocket"], serveClient: false });

io.on("connection", (socket) => {
  socket.join(socket.handshake.query.room);
  socket.on("msg", (message, acknowledge) =>
    keep(message, (seq) => {
      acknowledge({ ok: true, seq });
      io.to(message.room).emit("msg", { ...message, seq });
    }),
  );
});

http.listen(Number(port), "127.0.0.1", 1024);
