import { describe, expect, it } from 'vitest';
import { behaviorFor } from '../../../../../build/aws/survey/behaviors.js';
import { cacheBehavior } from '../../../../fakes/aws/cloudfront/sample-distribution.js';
import { siteConfig } from '../doctor/checks/healthy.js';

function patternFor(path: string, ...patterns: string[]): string {
  const items = patterns.map((pattern) => cacheBehavior(pattern));
  const site = siteConfig({ CacheBehaviors: { Quantity: items.length, Items: items } });
  return behaviorFor(site, path)[0];
}

// The developer guide, "Path pattern" of the cache behavior settings.
describe('the behavior that serves a path', () => {
  it.each([
    ['/images/sea.jpg', '/images/*.jpg', true],
    ['/images/sea.jpg', 'images/*.jpg', true],
    ['/images/2026/sea.jpg', 'images/*.jpg', true],
    ['/images/sea.JPG', 'images/*.jpg', false],
    ['/old/images/sea.jpg', 'images/*.jpg', false],
    ['/old/images/sea.jpg', '*.jpg', true],
    ['/a1.js', '/a?.js', true],
    ['/a.js', '/a?.js', false],
    ['/a12.js', '/a?.js', false],
    ['/api', '/api/*', false],
    ['/api/', '/api/*', true],
    ['/a+b.js', '/a+b.js', true],
    ['/aab.js', '/a+b.js', false],
    ['/axjs', '/a.js', false],
    ['/anything', '*', true],
  ])('matches %s with the pattern %s: %s', (path, pattern, matches) => {
    expect(patternFor(path, pattern)).toBe(matches ? pattern : 'default');
  });

  it('is the first that matches', () => {
    expect(patternFor('/api/auth/login', '/api/auth/*', '/api/*')).toBe('/api/auth/*');
    expect(patternFor('/api/auth/login', '/api/*', '/api/auth/*')).toBe('/api/*');
  });
});
