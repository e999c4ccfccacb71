export { type FailureType, failureTypes } from '../core/failure-types.ts';
