import { z } from 'zod';
import { operation } from './operation.ts';
import { Health } from './platform.ts';
import { problems } from './problem.ts';

const platform = { auth: 'none', tag: 'Platform' } as const;

/** What probes, Prometheus and readers of the documentation ask for, without a token. */
export const platformOperations = {
  health: operation({
    ...platform,
    id: 'health',
    method: 'get',
    path: '/health',
    summary: 'How the platform is, part by part',
    responses: { 200: { description: 'It works; perhaps in part', schema: Health }, ...problems('malformed', 'invalid', 'internal') },
  }),
  live: operation({
    ...platform,
    id: 'live',
    method: 'get',
    path: '/livez',
    summary: 'Is the process alive',
    responses: {
      200: { description: 'Yes', schema: z.string(), mediaType: 'text/plain' },
      ...problems('malformed', 'invalid', 'internal'),
    },
  }),
  ready: operation({
    ...platform,
    id: 'ready',
    method: 'get',
    path: '/readyz',
    summary: 'May requests be sent here',
    responses: {
      200: { description: 'Yes', schema: z.string(), mediaType: 'text/plain' },
      ...problems('malformed', 'invalid', 'unavailable', 'internal'),
    },
  }),
  metrics: operation({
    ...platform,
    id: 'metrics',
    method: 'get',
    path: '/metrics',
    summary: 'Metrics for Prometheus',
    responses: {
      200: { description: 'Text exposition format', schema: z.string(), mediaType: 'text/plain' },
      ...problems('malformed', 'invalid', 'internal'),
    },
  }),
  openapi: operation({
    ...platform,
    id: 'openapi',
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    conditional: true,
    responses: {
      200: { description: 'OpenAPI 3.1', schema: z.record(z.string(), z.unknown()) },
      ...problems('malformed', 'invalid', 'internal'),
    },
  }),
  docs: operation({
    ...platform,
    id: 'docs',
    method: 'get',
    path: '/docs',
    summary: 'This document, for people',
    conditional: true,
    responses: {
      200: { description: 'A page', schema: z.string(), mediaType: 'text/html' },
      ...problems('malformed', 'invalid', 'internal'),
    },
  }),
} as const;
