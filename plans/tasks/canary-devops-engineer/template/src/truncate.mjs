/** At most this many characters, with an ellipsis when something was cut. */
export function truncate(text, most) {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}
