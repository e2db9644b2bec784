/** A page of a list in OpenAI's format: the ids at its ends say where the next page starts. */
export const listPage = <Item extends { readonly id?: unknown }>(
  data: readonly Item[],
  hasMore: boolean,
) => ({
  object: 'list' as const,
  data,
  first_id: data[0]?.id ?? null,
  last_id: data.at(-1)?.id ?? null,
  has_more: hasMore,
})
