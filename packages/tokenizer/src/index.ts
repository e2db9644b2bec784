export * from './encoding-of.ts'
export * from './tokenizer.ts'
