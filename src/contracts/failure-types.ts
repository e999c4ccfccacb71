export { type FailureType, failureTypes } from '../core/values/failure-types.ts';
