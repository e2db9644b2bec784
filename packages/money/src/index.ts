export * from './format-usd.ts'
export * from './parse-usd.ts'
export * from './price-usage.ts'
export * from './rate-card.ts'
