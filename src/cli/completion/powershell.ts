/** The same protocol as in bash.ts. */
export const script = `# PowerShell completion for kind and kindling

Register-ArgumentCompleter -Native -CommandName 'kind', 'kindling' -ScriptBlock {
    param($word, $ast, $cursor)
    $elements = @($ast.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursor } | ForEach-Object { $_.Extent.Text })
    $program = $elements[0]
    $arguments = @($elements | Select-Object -Skip 1)
    if ($word -eq '') {
        # PowerShell before 7.3 drops empty arguments.
        if ($PSVersionTable.PSVersion -lt [version]'7.3') { $arguments += '""' } else { $arguments += '' }
    }
    $prefix = if ($word -match '^(-[^=]*=)') { $Matches[1] } else { '' }
    & $program __complete @arguments 2> $null | Where-Object { $_ -ne '' -and -not $_.StartsWith(':') } | ForEach-Object {
        $candidate, $description = $_ -split [char]9, 2
        if (-not $description) { $description = $candidate }
        [System.Management.Automation.CompletionResult]::new("$prefix$candidate", $candidate, 'ParameterValue', $description)
    }
}
`;
