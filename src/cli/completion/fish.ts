/** The same protocol as in bash.ts; fish shows the descriptions. */
export const script = `# fish completion for kind and kindling

function __kind_complete
    set -l before (commandline -opc)
    set -l program $before[1]
    set -e before[1]
    set -l current (commandline -ct)
    set -l lines ($program __complete $before "$current" 2> /dev/null)
    or return
    set -l directive $lines[-1]
    set -e lines[-1]
    set -l prefix (string match -r -- '^-.*=' "$current")
    if set -q lines[1]
        for line in $lines
            echo "$prefix$line"
        end
    else if test "$directive" = :16
        __fish_complete_directories "$current"
    else if test "$directive" != :4
        __fish_complete_path "$current"
    end
end

complete -c kind -f -a '(__kind_complete)'
complete -c kindling -f -a '(__kind_complete)'
`;
