// The ways to the hub: WebSocket alone while it works, polling first once it has failed twice.
import { WebSocket as WebSocketWay } from "socket.io-client";
import { expect, it } from "vitest";
import { Polling } from "../../src/shared/polling";
import { ways } from "../../src/shared/socket";

it("knows nothing of polling while WebSocket works", () => {
  expect(ways(0, Polling)).toEqual([WebSocketWay]);
});

it("has one way as long as polling has not been fetched", () => {
  expect(ways(3, null)).toEqual([WebSocketWay]);
});

it("falls back to polling within a try, then begins with it and upgrades", () => {
  expect(ways(1, Polling)).toEqual([WebSocketWay, Polling]);
  expect(ways(2, Polling)).toEqual([Polling, WebSocketWay]);
});
