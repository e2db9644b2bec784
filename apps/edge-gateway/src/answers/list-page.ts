/** A page of a list, as OpenAI's lists are: the ids of its ends say where the next one begins. */
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
