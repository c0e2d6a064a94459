import { ServerResponse } from 'node:http';
import { requireToken } from 'pocket-spa-auth/node';
import { WebSocketServer } from 'ws';
import { sendJson } from '../shared/router.js';
import { isForeign } from '../shared/viewer.js';

const TOKEN_ENDED = 4401;

/** Gives the listener for upgrades: a WebSocket at `path`, for who has a token, that tells how many are there. */
export function createLive(path, { secret, now }) {
  const guard = requireToken({ secret, now });
  const server = new WebSocketServer({ noServer: true, maxPayload: 1024 });
  const ends = new Map();

  function tellAll() {
    const message = JSON.stringify({ present: ends.size });
    for (const [socket, end] of ends) {
      // The handshake has been checked, and nothing since: an open socket would outlive its token.
      if (now() > end) {
        socket.close(TOKEN_ENDED);
      } else {
        socket.send(message);
      }
    }
  }

  function welcome(socket, end) {
    ends.set(socket, end);
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      ends.delete(socket);
      tellAll();
    });
    tellAll();
  }

  return (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const response = answerOn(socket, request);
    if (request.url.split('?')[0] !== path) {
      return sendJson(response, 404, { error: 'not_found' });
    }
    if (isForeign(request.headers)) {
      return sendJson(response, 403, { error: 'cross_site' });
    }
    guard(request, response, () => {
      response.detachSocket(socket);
      server.handleUpgrade(request, socket, head, (open) => welcome(open, request.spaUser.expiry));
    });
  };
}

/** An ordinary answer, for a handshake that is refused. */
function answerOn(socket, request) {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.on('finish', () => socket.end());
  return response;
}
