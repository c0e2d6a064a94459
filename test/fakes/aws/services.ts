import * as cloudfrontSdk from '@aws-sdk/client-cloudfront';
import * as kvsSdk from '@aws-sdk/client-cloudfront-keyvaluestore';
import * as cloudwatchSdk from '@aws-sdk/client-cloudwatch';
import * as secretsSdk from '@aws-sdk/client-secrets-manager';
import type { Engine } from '../../../build/runtime/engine.js';
import { distributionOperations } from './cloudfront/distributions.js';
import { functionOperations } from './cloudfront/functions.js';
import { storeOperations } from './cloudfront/key-value-stores.js';
import { policyOperations } from './cloudfront/policies.js';
import { tagOperations } from './cloudfront/tags.js';
import { tenantOperations } from './cloudfront/tenants.js';
import { type TestFunctionSettings, testOperations } from './cloudfront/test-function.js';
import { metricOperations } from './cloudwatch/metrics.js';
import { dataOperations } from './kvs/data-plane.js';
import { secretOperations } from './secrets-manager/secrets.js';
import type { Operations, Service } from './server/service.js';
import { ACCOUNT_ID, type Account } from './state.js';
import { readModel } from './wire/model.js';
import { json10, json11, restJson, restXml } from './wire/protocols.js';

/** The services of one account, each with its own protocol, signature and error codes. */
export function createServices(
  account: Account,
  engine: Engine,
  testing: TestFunctionSettings,
): Service[] {
  return [
    cloudfront(account, engine, testing),
    kvs(account),
    secretsManager(account),
    cloudwatch(account),
  ];
}

function cloudfront(account: Account, engine: Engine, testing: TestFunctionSettings): Service {
  const operations: Operations = {
    ...functionOperations(account),
    ...testOperations(account, engine, testing),
    ...storeOperations(account),
    ...distributionOperations(account),
    ...policyOperations(account),
    ...tenantOperations(account),
    ...tagOperations(account),
  };
  return {
    name: 'cloudfront',
    protocol: restXml(readModel(cloudfrontSdk), Object.keys(operations)),
    operations,
    host: /^localhost:/,
    signature: sigV4('cloudfront'),
    errors: {
      unsigned: { code: 'SignatureDoesNotMatch', status: 403 },
      denied: { code: 'AccessDenied', status: 403 },
      throttle: { code: 'Throttling', status: 400 },
      error500: { code: 'InternalError', status: 500 },
    },
  };
}

function kvs(account: Account): Service {
  const operations = dataOperations(account);
  return {
    name: 'kvs',
    protocol: restJson(readModel(kvsSdk), Object.keys(operations)),
    operations,
    host: new RegExp(`^${ACCOUNT_ID}\\.localhost:`),
    // It accepts only SigV4A, whose scope has no region.
    signature:
      /^AWS4-ECDSA-P256-SHA256 Credential=[^/]+\/\d{8}\/cloudfront-keyvaluestore\/aws4_request, /,
    errors: {
      unsigned: { code: 'AccessDeniedException', status: 403 },
      denied: { code: 'AccessDeniedException', status: 403 },
      throttle: { code: 'ThrottlingException', status: 429 },
      error500: { code: 'InternalServerException', status: 500 },
    },
  };
}

function secretsManager(account: Account): Service {
  const operations = secretOperations(account);
  return {
    name: 'secretsmanager',
    protocol: json11(readModel(secretsSdk), Object.keys(operations)),
    operations,
    host: /^localhost:/,
    signature: sigV4('secretsmanager'),
    errors: {
      unsigned: { code: 'InvalidSignatureException', status: 400 },
      denied: { code: 'AccessDeniedException', status: 400 },
      throttle: { code: 'ThrottlingException', status: 400 },
      error500: { code: 'InternalServiceError', status: 500 },
    },
  };
}

function cloudwatch(account: Account): Service {
  const operations = metricOperations(account);
  return {
    name: 'cloudwatch',
    protocol: json10(readModel(cloudwatchSdk), Object.keys(operations)),
    operations,
    host: /^localhost:/,
    signature: sigV4('monitoring'),
    errors: {
      unsigned: { code: 'SignatureDoesNotMatch', status: 403 },
      denied: { code: 'AccessDenied', status: 403 },
      throttle: { code: 'Throttling', status: 400 },
      error500: { code: 'InternalServiceFault', status: 500 },
    },
  };
}

function sigV4(service: string): RegExp {
  return new RegExp(
    `^AWS4-HMAC-SHA256 Credential=[^/]+/\\d{8}/(?<region>[a-z0-9-]+)/${service}/aws4_request, `,
  );
}
