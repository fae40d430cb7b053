/** What YAML is made of, and what its readers stumble over: pieces that texts are made worse with. */
export const YAML_PIECES: readonly string[] = [
  ...['- ', ': ', ', ', '\n', '\n  ', '  ', '\t', '\r', '{', '}', '[', ']', '"', "'", '#', '? ', '|', '|2-\n', '>'],
  ...['---\n', '----\n', '--- # x\n', '...\n', '%YAML 1.1\n', '&a ', '*a', '<<: ', '<<: *a\n', '\\x00', '\\ud800'],
  ...['!!int ', '!!str ', '!!binary ', '!!set ', '!x ', '['.repeat(1000)],
  ...['~', 'null', 'yes', '0x1', '0o7', '0b1', '010', '0777', '1e3', '.5', '-0', '1_0', '.inf', '1:30'],
  ...['99999999999999999999', '\u0000', '\u0007', '\u007f', '\u0085', '\u00a0', '\u2028', '\ufeff', '\ufffe'],
  ...['\ud800', '\u{1f4e6}', 'é', '\u202e'],
];
