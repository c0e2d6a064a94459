/** The KeyValueStore as the platform's module gives it: `get` rejects for a key that is not there, every read for a value of null. Its file has this very name. */
export const CLOUDFRONT_MODULE = `export default {
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
 * Stands behind the built function in one file and calls it for each line of \`calls\`. Answers go to a file of their own: what the
 * function prints cannot be taken for one, and console.log cuts a line after 2,048 bytes (njs 0.7.9) or 16,384 (0.8.9).
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
    answer('{"problem":"threw ' + (name ? name[0] : 'a value that is no Error') + '"}');
  }
  function answer(text) {
    fs.appendFileSync(folder + '/answers', text + '\\n');
  }
  next();
})();
`;
