import { z } from 'zod';
import { Health, Options } from '../platform.ts';
import { problems } from '../problem.ts';
import { read } from '../refusals.ts';
import { route } from '../route.ts';

const platform = { auth: 'none', tag: 'Platform' } as const;

/** The choices there are, and what probes, Prometheus and readers of the documentation ask for without a token. */
export const platformRoutes = {
  getOptions: route({
    auth: 'jwt',
    tag: 'Platform',
    id: 'getOptions',
    method: 'get',
    path: '/api/options',
    summary: 'What a database can be: versions, flavours, parameters, defaults',
    conditional: true,
    responses: { 200: { description: 'The choices', schema: Options }, ...read },
  }),
  health: route({
    ...platform,
    id: 'health',
    method: 'get',
    path: '/health',
    summary: 'How the platform is, part by part',
    responses: { 200: { description: 'It works; perhaps in part', schema: Health }, ...problems('malformed', 'invalid') },
  }),
  live: route({
    ...platform,
    id: 'live',
    method: 'get',
    path: '/livez',
    summary: 'Is the process alive',
    responses: {
      200: { description: 'Yes', schema: z.string(), mediaType: 'text/plain' },
      ...problems('malformed', 'invalid'),
    },
  }),
  ready: route({
    ...platform,
    id: 'ready',
    method: 'get',
    path: '/readyz',
    summary: 'May requests be sent here',
    responses: {
      200: { description: 'Yes', schema: z.string(), mediaType: 'text/plain' },
      ...problems('malformed', 'invalid', 'unavailable'),
    },
  }),
  metrics: route({
    ...platform,
    id: 'metrics',
    method: 'get',
    path: '/metrics',
    summary: 'Metrics for Prometheus',
    responses: {
      200: { description: 'Text exposition format', schema: z.string(), mediaType: 'text/plain' },
      ...problems('malformed', 'invalid'),
    },
  }),
  openapi: route({
    ...platform,
    id: 'openapi',
    method: 'get',
    path: '/openapi.json',
    summary: 'This document',
    conditional: true,
    responses: {
      200: { description: 'OpenAPI 3.1', schema: z.record(z.string(), z.unknown()) },
      ...problems('malformed', 'invalid'),
    },
  }),
  docs: route({
    ...platform,
    id: 'docs',
    method: 'get',
    path: '/docs',
    summary: 'This document, for people',
    conditional: true,
    responses: {
      200: { description: 'A page', schema: z.string(), mediaType: 'text/html' },
      ...problems('malformed', 'invalid'),
    },
  }),
} as const;
