/** Sets top-level values of a YAML file; everything else in it stays as it is, comments too. @throws Error */
export const editYaml = async (before: string | null, values: Record<string, string>): Promise<string> => {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(before ?? '')
  if (document.errors.length > 0) throw new Error('it is not YAML')
  for (const [name, value] of Object.entries(values)) document.set(name, value)
  return document.toString({ lineWidth: 0 })
}
