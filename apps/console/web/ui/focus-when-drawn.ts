/**
 * As `ref`, focuses a field when the page with it has been drawn. React's `autoFocus` does so while it is being drawn,
 * and the browser then has to lay out the page before that is finished.
 */
export const focusWhenDrawn = (field: HTMLElement | null): void => {
  if (field !== null) requestAnimationFrame(() => field.focus())
}
