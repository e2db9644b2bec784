import type { ButtonHTMLAttributes } from 'react'
import { classes } from './classes.ts'

type Look = 'primary' | 'plain' | 'quiet' | 'danger'

const LOOKS: Record<Look, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong',
  plain: 'border border-line bg-card hover:bg-raised',
  quiet: 'text-soft hover:bg-raised hover:text-text',
  danger: 'border border-bad/40 text-bad hover:bg-bad-soft',
}

const SIZES = { md: 'h-9 px-3.5', sm: 'h-8 px-2.5 text-sm', icon: 'size-9' }

export const buttonClass = (look: Look = 'plain', size: keyof typeof SIZES = 'md'): string =>
  classes(
    'inline-flex shrink-0 items-center justify-center gap-2 rounded-md font-medium whitespace-nowrap',
    'transition-colors disabled:cursor-not-allowed disabled:opacity-50',
    LOOKS[look],
    SIZES[size],
  )

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: Look
  size?: keyof typeof SIZES
  isBusy?: boolean
}

/** A button. While it is busy it shows a spinner and ignores clicks. */
export const Button = ({ look, size, isBusy, className, disabled, children, ...props }: ButtonProps) => (
  <button
    type="button"
    className={classes(buttonClass(look, size), className)}
    disabled={disabled === true || isBusy === true}
    aria-busy={isBusy}
    {...props}
  >
    {isBusy && <Spinner />}
    {children}
  </button>
)

const Spinner = () => (
  <span
    aria-hidden
    className="size-3.5 animate-spin rounded-full border-2 border-current border-r-transparent motion-reduce:animate-pulse"
  />
)
