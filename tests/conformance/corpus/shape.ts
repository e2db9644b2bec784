/** A type of an SDK as data: the JSON values that it allows. */
export type Shape =
  | { kind: 'text' }
  | { kind: 'number' }
  | { kind: 'boolean' }
  | { kind: 'any' }
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'list'; item: Shape }
  | { kind: 'map'; value: Shape }
  | { kind: 'union'; arms: Shape[] }
  | RecordShape

/** Fields are read lazily, because types may be recursive. */
export type RecordShape = { kind: 'record'; name: string; fields: () => readonly FieldShape[]; rest?: Shape }

export type FieldShape = { name: string; isOptional: boolean; shape: Shape }
