// The way to the hub for networks that let no WebSocket through: loaded where it is needed.
export { XHR as Polling } from "socket.io-client";
