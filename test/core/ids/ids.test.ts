import { describe, expect, it } from 'vitest';
import {
  abortedBy,
  abortId,
  approvalId,
  approvalIdPattern,
  callId,
  callIdPattern,
  callOf,
  idForCall,
  idInExecution,
  modelCallId,
  placeOf,
  readIdOfCall,
  withoutExecution,
} from '../../../src/core/ids/ids.ts';

describe('ids', () => {
  it.each([
    [callId(3, 12), 'c3.12'],
    [idForCall('c3.12', 'p', 2), 'c3.12p2'],
    [approvalId('c3.12', 1), 'c3.12r1'],
    [modelCallId(3, 1), 'm3'],
    [modelCallId(3, 2), 'm3.2'],
    [abortId('m3'), 'abort:m3'],
    [idInExecution('0af3-9c', 'c3.12u1'), '0af3-9c:c3.12u1'],
  ])('read %s', (built, literal) => {
    expect(built).toBe(literal);
  });

  it('of a call are read back', () => {
    expect(readIdOfCall('c3.12')).toEqual({ call: 'c3.12', turn: 3, index: 12 });
    expect(readIdOfCall('c3.12q2')).toEqual({ call: 'c3.12', turn: 3, index: 12, letter: 'q', number: 2 });
    expect(callOf('c3.12u4')).toBe('c3.12');
    expect(withoutExecution('0af3-9c:c3.12u1')).toBe('c3.12u1');
    expect(withoutExecution('c3.12u1')).toBe('c3.12u1');
  });

  it.each(['', 'open', 'm3', 'm3.2', 'abort:m3', 'c3', 'c3.', 'c3.1d', 'c3.1dd1', 'xc3.1', 'c3.1d1x'])(
    '%j is of no call',
    (id) => {
      expect(callOf(id)).toBeUndefined();
    },
  );

  it('tell where they belong', () => {
    expect(placeOf('c3.12p1')).toEqual({ turn: 3, index: 12 });
    expect(placeOf('m3')).toEqual({ turn: 3, index: 0 });
    expect(placeOf('m3.2')).toEqual({ turn: 3, index: 0 });
    expect(placeOf('open')).toBeUndefined();
    expect(placeOf('7')).toBeUndefined();
  });

  it('of an abort tell which model call it cancels', () => {
    expect(abortedBy('abort:m3.2')).toBe('m3.2');
    expect(abortedBy('m3.2')).toBeUndefined();
  });

  it('match the patterns of the published shapes', () => {
    expect(callIdPattern.test('c3.12')).toBe(true);
    expect(callIdPattern.test('c3.12p1')).toBe(false);
    expect(approvalIdPattern.test('c3.12r1')).toBe(true);
    expect(approvalIdPattern.test('c3.12p1')).toBe(false);
  });
});
