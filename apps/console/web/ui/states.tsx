import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { ApiError } from '../api/client.ts'
import { m } from '../messages/index.ts'
import { Button, buttonClass } from './button.tsx'
import { classes } from './classes.ts'

/** An empty state: says what would be here, and how to get it. */
export const Empty = ({
  icon,
  title,
  text,
  children,
}: {
  icon?: ReactNode
  title: string
  text: string
  children?: ReactNode
}) => (
  <div className="flex flex-col items-center rounded-lg border border-dashed border-line px-6 py-14 text-center">
    {icon && <div className="mb-4 rounded-full bg-raised p-3 text-soft">{icon}</div>}
    <h2 className="text-lg font-semibold">{title}</h2>
    <p className="mt-1 mb-5 max-w-md text-soft">{text}</p>
    {children}
  </div>
)

const textOf = (error: unknown): string => {
  if (isSignedOut(error)) return m.common.signedOut
  return error instanceof Error && error.message !== '' ? error.message : m.common.somethingFailed
}

/** The codes of the console and of better-auth if a request has no session. */
const SIGNED_OUT = ['missing_api_key', 'UNAUTHORIZED']

const isSignedOut = (error: unknown): boolean => error instanceof ApiError && SIGNED_OUT.includes(error.code)

/** An error, with a button to try again. Who is no longer signed in gets a link that leaves the page as it is. */
export const Failure = ({ error, onRetry }: { error: unknown; onRetry?: () => void }) => (
  <div role="alert" className="flex flex-wrap items-center gap-3 rounded-md bg-bad-soft px-4 py-3 text-bad">
    <CircleAlert size={18} aria-hidden className="shrink-0" />
    <p className="min-w-0 flex-1 break-words">{textOf(error)}</p>
    {isSignedOut(error) && (
      <a href="/sign-in" target="_blank" rel="noreferrer" className={buttonClass('danger', 'sm')}>
        {m.nav.signIn}
      </a>
    )}
    {onRetry && (
      <Button size="sm" look="danger" onClick={onRetry}>
        {m.common.retry}
      </Button>
    )}
  </div>
)

/** Whether a retry may help, so that pages retry by themselves. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status >= 500)

const Skeleton = ({ className }: { className?: string }) => (
  <div aria-hidden className={classes('shimmer rounded-md bg-raised', className)} />
)

/** Placeholders for rows that are loading. */
export const LoadingRows = ({ rows = 6 }: { rows?: number }) => (
  <div role="status" aria-label={m.common.loading} className="flex flex-col gap-2">
    {Array.from({ length: rows }, (_, index) => (
      <Skeleton key={index} className="h-12" />
    ))}
  </div>
)
