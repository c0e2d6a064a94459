import { ServerResponse } from 'node:http';
import { requireToken } from 'pocket-spa-auth/node';
import { WebSocketServer } from 'ws';
import { sendJson } from '../../../examples/demo/router.js';
import { isCrossSite } from '../../../examples/demo/viewer.js';

const TOKEN_ENDED = 4401;

/**
 * Creates the listener for upgrades: a WebSocket at `path` for users with a token, which sends the
 * number of open sockets.
 */
export function createLive(path, { secret, now }) {
  const guard = requireToken({ secret, now });
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024 });
  const ends = new Map();

  function sendToAll() {
    const message = JSON.stringify({ present: ends.size });
    for (const [socket, end] of ends) {
      // Only the handshake was checked. Without this an open socket would outlive its token.
      if (now() > end) {
        socket.close(TOKEN_ENDED);
      } else {
        socket.send(message);
      }
    }
  }

  function addSocket(socket, end) {
    ends.set(socket, end);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      ends.delete(socket);
      sendToAll();
    });
    sendToAll();
  }

  return (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const response = createResponse(socket, request);
    if (request.url.split('?')[0] !== path) {
      return sendJson(response, 404, { error: 'not_found' });
    }
    if (isCrossSite(request.headers)) {
      return sendJson(response, 403, { error: 'cross_site' });
    }
    guard(request, response, () => {
      response.detachSocket(socket);
      server.handleUpgrade(request, socket, head, (open) =>
        addSocket(open, request.spaUser.expiry),
      );
    });
  };
}

/** Creates an ordinary response for a handshake that is refused. */
function createResponse(socket, request) {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on('finish', () => socket.end());
  return response;
}
