/**
 * The file `cloudfront`, which njs loads for `import cf from 'cloudfront'`. As on CloudFront, `get`
 * rejects for a missing key. Every read of a key whose value is null rejects too, as in an outage.
 */
export const CLOUDFRONT_MODULE = `export default {
  logCustomData: function () {},
  updateRequestOrigin: function () {},
  selectRequestOriginById: function () {},
  createRequestOriginGroup: function () {},
  kvs: function () {
    return {
      get: function (key) {
        var store = globalThis.engineStore;
        var there = Object.keys(store).includes(key);
        return there && store[key] !== null
          ? Promise.resolve(store[key])
          : Promise.reject(new Error(there ? 'InternalError' : 'KeyNotFound'));
      },
      exists: function (key) {
        var store = globalThis.engineStore;
        var there = Object.keys(store).includes(key);
        return there && store[key] === null
          ? Promise.reject(new Error('InternalError'))
          : Promise.resolve(there);
      },
    };
  },
};
`;

/**
 * The script that follows the built function in its file and calls it for each line of the file
 * `calls`. It writes the answers to a file: output that the function prints cannot be mistaken for
 * an answer, and console.log truncates a line after 2,048 bytes (njs 0.7.9) or 16,384 bytes
 * (0.8.9).
 */
export const DRIVER_SCRIPT = `
(function () {
  var fs = require('fs');
  var folder = process.argv[2];
  var calls = fs.readFileSync(folder + '/calls', 'utf8').split('\\n');
  var index = 0;
  function next() {
    if (index === calls.length) return;
    var call = JSON.parse(calls[index++]);
    globalThis.engineStore = call.kvs;
    Date.now = function () { return call.now * 1000; };
    if ('rawQuery' in call) {
      call.event.request.rawQueryString = function () {
        return call.rawQuery === null ? undefined : call.rawQuery;
      };
    }
    start(call.event).then(returned).then(undefined, threw).then(next);
  }
  function start(event) {
    try { return Promise.resolve(handler(event)); } catch (error) { return Promise.reject(error); }
  }
  function returned(output) {
    var text = JSON.stringify(output);
    answer(text === undefined ? '{}' : '{"output":' + text + '}');
  }
  function threw(error) {
    var name = /^[A-Za-z]*Error/.exec(String(error));
    answer('{"problem":"threw ' + (name ? name[0] : 'a value that is not an Error') + '"}');
  }
  function answer(text) {
    fs.appendFileSync(folder + '/answers', text + '\\n');
  }
  next();
})();
`;
