# fish completion for sipregd

# Names in the extensions file, as far as the user may read it.
function __sipregd_extensions
    test -r /etc/sipregd/extensions
    and sed -n 's/^[[:space:]]*\([^#[:space:]:][^[:space:]:]*\).*/\1/p' /etc/sipregd/extensions
end

complete -c sipregd -f
complete -c sipregd -n __fish_use_subcommand -a run -d 'Serve in the foreground'
complete -c sipregd -n __fish_use_subcommand -a demo -d 'Serve without any setup'
complete -c sipregd -n __fish_use_subcommand -a check -d 'Read both files and print every problem'
complete -c sipregd -n __fish_use_subcommand -a reload -d 'Have the service read both files again'
complete -c sipregd -n __fish_use_subcommand -a passwd -d 'Add, change or remove an extension'
complete -c sipregd -n __fish_use_subcommand -a phone -d 'The settings to type into the phone'
complete -c sipregd -n __fish_use_subcommand -a status -d 'Who is registered, from where, until when'
complete -c sipregd -n __fish_use_subcommand -a doctor -d 'Check host and service, or one extension'
complete -c sipregd -n __fish_use_subcommand -a watch -d 'Follow attempts to register live'
complete -c sipregd -n __fish_use_subcommand -a probe -d 'From any machine, does the registrar answer'
complete -c sipregd -n __fish_use_subcommand -a report -d 'One text without secrets for someone who helps'
complete -c sipregd -n __fish_use_subcommand -a help -d 'Print the commands'
complete -c sipregd -n __fish_use_subcommand -a version -d 'Print the version'

complete -c sipregd -n '__fish_seen_subcommand_from run check reload passwd phone status doctor watch report' -s c -l config -r -F -d 'Settings to read'
complete -c sipregd -n '__fish_seen_subcommand_from passwd phone status doctor watch report' -a '(__sipregd_extensions)' -d Extension
complete -c sipregd -n '__fish_seen_subcommand_from demo' -l listen -x -d 'Address and port'
complete -c sipregd -n '__fish_seen_subcommand_from passwd' -l generate -d 'Make a random password'
complete -c sipregd -n '__fish_seen_subcommand_from passwd probe' -l stdin -d 'Read the password from standard input'
complete -c sipregd -n '__fish_seen_subcommand_from passwd' -l delete -d 'Remove the extension'
complete -c sipregd -n '__fish_seen_subcommand_from passwd' -l hash -d 'Write hashes, not the password'
complete -c sipregd -n '__fish_seen_subcommand_from phone' -l show-password -d 'Print the password too'
complete -c sipregd -n '__fish_seen_subcommand_from status doctor watch probe' -l json -d 'One object a line'
complete -c sipregd -n '__fish_seen_subcommand_from watch' -l for -x -a '30 60 120' -d 'How long to watch, in seconds'
complete -c sipregd -n '__fish_seen_subcommand_from status' -l all -d 'Extensions of which nothing is recorded too'
complete -c sipregd -n '__fish_seen_subcommand_from status' -l prometheus -d 'Counters and gauges for node_exporter'
complete -c sipregd -n '__fish_seen_subcommand_from doctor' -a '(sipregd doctor --list-checks 2> /dev/null | cut -d" " -f1)' -d Check
complete -c sipregd -n '__fish_seen_subcommand_from doctor' -l list-checks -d 'Print the checks and what they are about'
complete -c sipregd -n '__fish_seen_subcommand_from doctor' -l verbose -d 'List the checks that are ok too'
complete -c sipregd -n '__fish_seen_subcommand_from probe' -l user -x -a '(__sipregd_extensions)' -d 'Log in as'
complete -c sipregd -n '__fish_seen_subcommand_from help' -a 'run demo check reload passwd phone status doctor watch probe report'
complete -c sipregd -n 'not __fish_use_subcommand' -l help -d 'Print the use of the command'
