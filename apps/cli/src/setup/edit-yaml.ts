/** Sets top-level values in YAML text and keeps everything else, including comments. @throws Error if it is not YAML */
export const editYaml = async (before: string | null, values: Record<string, string>): Promise<string> => {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(before ?? '')
  if (document.errors.length > 0) throw new Error('it is not YAML')
  for (const [name, value] of Object.entries(values)) document.set(name, value)
  return document.toString({ lineWidth: 0 })
}
