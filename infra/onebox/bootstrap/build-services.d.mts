export const buildServices: (tools: { node: string }) => Promise<string>
export const findBundle: (top: string) => string | null
