import { m } from '../messages/index.ts'
import { Button } from './button.tsx'

type List = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> }

/** Loads the next page of a list; nothing if there is none. */
export const MoreButton = ({ list }: { list: List }) =>
  list.hasNextPage && (
    <Button className="mt-3" isBusy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
      {m.common.more}
    </Button>
  )
