import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { CreateDatabase } from '../../api/contract/database.ts';
import { faultsOf, PROBLEMS, Problem, type ProblemCode, presentProblem } from '../../api/contract/problem.ts';

const OCCURRENCE = { detail: 'Why.', traceId: 'trace-0001' };

const pathsOf = (schema: z.ZodType, value: unknown) =>
  faultsOf(schema.safeParse(value).error ?? new z.ZodError([])).map(({ path }) => path);

test('every kind of problem fits the schema that the document shows', () => {
  for (const code of Object.keys(PROBLEMS) as ProblemCode[]) {
    const problem = Problem.parse(presentProblem(code, { ...OCCURRENCE, faults: [{ path: '/a', message: 'Wrong.' }] }));
    assert.equal(problem.type, `/problems/${code}`);
    assert.equal(problem.status, PROBLEMS[code][0]);
  }
  assert.equal('errors' in presentProblem('not_found', OCCURRENCE), false);
});

test('faults are JSON pointers, one for each unknown field', () => {
  const schema = z.strictObject({ a: z.strictObject({ 'b/c~d': z.array(z.number()) }) });
  assert.deepEqual(pathsOf(schema, { a: { 'b/c~d': [1, 'x'], 'y/z': 1, w: 2 }, v: 3 }), ['/a/b~1c~0d/1', '/a/y~1z', '/a/w', '/v']);
});

test('a request that is nothing of what it should be has its fault at the root', () => {
  for (const value of [null, [], 'text', 7]) assert.deepEqual(pathsOf(CreateDatabase, value), ['']);
});

test('faults of parameters come with those of the shape', () => {
  const value = { name: 'x', instances: 0, parameters: { 'a/b~c': '1', work_mem: '1kB' }, labels: { 'UPPER!': 'x' } };
  assert.deepEqual(pathsOf(CreateDatabase, value).toSorted(), [
    '/instances',
    '/labels/UPPER!',
    '/parameters/a~1b~0c',
    '/parameters/work_mem',
  ]);
});
