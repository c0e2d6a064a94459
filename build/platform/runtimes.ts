/** A runtime of CloudFront Functions. */
export type Runtime = 'cloudfront-js-1.0' | 'cloudfront-js-2.0';

/**
 * The built-in names of a runtime. A gate checks the built function against them, and the sandbox
 * has no others.
 *
 * Source: Amazon CloudFront Developer Guide, "JavaScript runtime 1.0 features for CloudFront
 * Functions" and "JavaScript runtime 2.0 features for CloudFront Functions". The lists contain only
 * what these pages list, except where a comment says otherwise. A name that is missing here is
 * refused. That is the safe mistake, because an unknown name at the edge is a 503.
 */
export interface RuntimeApi {
  /** Global names, such as `Math`. */
  readonly globals: readonly string[];
  /** Functions of a global, such as `Math.floor`. */
  readonly staticMethods: Readonly<Record<string, readonly string[]>>;
  /** Functions of a value of any type, such as `text.slice`. */
  readonly methods: readonly string[];
}

const typedArrays = words`
  Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array`;

const common = {
  globals: words`
    Array ArrayBuffer Boolean Date Error EvalError Function InternalError Infinity JSON Math NaN Number Object Promise RangeError
    ReferenceError RegExp String Symbol SyntaxError TypeError URIError console decodeURI decodeURIComponent encodeURI
    encodeURIComponent globalThis isFinite isNaN parseFloat parseInt require undefined`,
  staticMethods: {
    Array: words`isArray of`,
    ArrayBuffer: words`isView`,
    Date: words`UTC now parse`,
    JSON: words`parse stringify`,
    Math: words`
      abs acos acosh asin asinh atan atan2 atanh cbrt ceil clz32 cos cosh exp expm1 floor fround hypot imul log log10 log1p log2 max
      min pow random round sign sin sinh sqrt tan tanh trunc`,
    Number: words`isFinite isInteger isNaN isSafeInteger parseFloat parseInt`,
    Object: words`
      assign create defineProperties defineProperty entries freeze getOwnPropertyDescriptor getOwnPropertyDescriptors
      getOwnPropertyNames getPrototypeOf is isExtensible isFrozen isSealed keys preventExtensions seal setPrototypeOf values`,
    Promise: words`reject resolve`,
    String: words`fromCharCode fromCodePoint`,
    console: words`log`,
  },
  methods: words`
    hasOwnProperty isPrototypeOf propertyIsEnumerable toString valueOf
    apply bind call
    charAt charCodeAt codePointAt concat endsWith includes indexOf lastIndexOf match padEnd padStart repeat replace search slice
    split startsWith substr substring toLowerCase toUpperCase trim trimEnd trimStart
    copyWithin every fill filter find findIndex forEach join map pop push reduce reduceRight reverse set shift some sort splice
    subarray unshift
    toExponential toFixed toPrecision
    exec test
    catch finally then
    getDate getDay getFullYear getHours getMilliseconds getMinutes getMonth getSeconds getTime getTimezoneOffset getUTCDate
    getUTCDay getUTCFullYear getUTCHours getUTCMilliseconds getUTCMinutes getUTCMonth getUTCSeconds setTime toISOString toJSON
    toUTCString
    createHash createHmac digest update`,
};

export const RUNTIME_APIS: Readonly<Record<Runtime, RuntimeApi>> = {
  'cloudfront-js-1.0': {
    globals: [...common.globals, ...typedArrays],
    // The page documents String.prototype.bytesFrom, but the engine (njs) has it on String itself.
    staticMethods: {
      ...common.staticMethods,
      String: [...common.staticMethods.String, 'bytesFrom'],
    },
    methods: [...common.methods, ...words`fromBytes fromUTF8 toBytes toUTF8`],
  },
  'cloudfront-js-2.0': {
    globals: [
      ...common.globals,
      ...typedArrays,
      ...words`Buffer DataView TextDecoder TextEncoder atob btoa`,
    ],
    staticMethods: {
      ...common.staticMethods,
      Buffer: words`alloc byteLength compare concat from isBuffer`,
      Promise: words`all allSettled any race reject resolve`,
      Symbol: words`for keyFor`,
      ...Object.fromEntries(typedArrays.map((name) => [name, words`from of`])),
    },
    methods: [
      ...common.methods,
      ...words`replaceAll equals write decode encode encodeInto`,
      // Methods of the `cloudfront` module and of the request. `logCustomData` is of July 2026: the
      // page "General helper methods" describes it.
      ...words`kvs get exists meta rawQueryString logCustomData`,
      // Helpers of that module for the choice of the origin, which only hooks use.
      ...words`updateRequestOrigin selectRequestOriginById createRequestOriginGroup`,
    ],
  },
};

function words(text: TemplateStringsArray): string[] {
  return text[0]!.trim().split(/\s+/);
}
