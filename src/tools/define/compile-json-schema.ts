import { Ajv, type ErrorObject, type Options } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { JsonObject } from '../../core/values/json.ts';

/** One thing that is wrong with a value. */
export interface SchemaIssue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Formats are annotations, as the standard has it; what a schema says of its own text is not judged. */
const options: Options = {
  strict: false,
  allErrors: true,
  verbose: true,
  ownProperties: true,
  validateFormats: false,
  validateSchema: false,
  logger: false,
  messages: true,
};

/**
 * Make a check of a JSON Schema: draft 2020-12, or draft-07 where `$schema` says so.
 *
 * The check gives everything that is wrong with a value, nothing when it fits.
 *
 * @throws Error when the schema cannot be read: a reference that leads nowhere or away, a malformed keyword.
 */
export function compileJsonSchema(schema: JsonObject | boolean): (value: unknown) => SchemaIssue[] {
  // One checker for each schema: those of two foreign tools may bear the same $id.
  const checker = isDraft7(schema) ? new Ajv(options) : new Ajv2020(options);
  const validate = checker.compile(schema);
  return (value) => {
    if (validate(value)) return [];
    const errors = validate.errors ?? [];
    const telling = errors.filter(isTelling);
    const issues = (telling.length > 0 ? telling : errors).map(issueOf);
    return issues.length > 0 ? issues : [{ path: [], message: 'it does not fit the schema' }];
  };
}

function isDraft7(schema: JsonObject | boolean): boolean {
  const dialect = typeof schema === 'object' ? schema.$schema : undefined;
  return typeof dialect === 'string' && /\bdraft-0[467]\b/.test(dialect);
}

/** The checker repeats what `if` and `propertyNames` found in a sentence about the schema itself. */
function isTelling({ keyword }: ErrorObject): boolean {
  return keyword !== 'if' && keyword !== 'propertyNames';
}

function issueOf(error: ErrorObject): SchemaIssue {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^(?:0|[1-9]\d*)$/.test(part) ? Number(part) : part));
  return { path, message: messageOf(error) };
}

function messageOf({ keyword, params, message, data }: ErrorObject): string {
  switch (keyword) {
    case 'type':
      return `expected ${[params.type].flat().join(' or ')}, received ${kindOf(data)}`;
    case 'required':
      return `the field ${JSON.stringify(params.missingProperty)} is missing`;
    case 'additionalProperties':
      return `the field ${JSON.stringify(params.additionalProperty)} is unknown; leave it out`;
    case 'unevaluatedProperties':
      return `the field ${JSON.stringify(params.unevaluatedProperty)} is unknown; leave it out`;
    case 'enum':
      return `expected one of ${params.allowedValues.map((value: unknown) => JSON.stringify(value)).join(', ')}`;
    case 'const':
      return `expected ${JSON.stringify(params.allowedValue)}`;
    case 'false schema':
      return 'no value is allowed here';
    default:
      return message ?? `does not fit the keyword ${keyword}`;
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}
