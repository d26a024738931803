#!/usr/bin/perl
# perl bare.pl DIRECTORY|- PACKAGE…: fills DIRECTORY with overlayfs whiteouts, in the places of /usr, for every file that a
# machine would not have which got only PACKAGE… and what they depend on, beside the essential and required packages.
# Prints the packages that are kept, one a line; with "-" it does no more. Perl's base is itself essential, and linking 100,000 whiteouts by a
# shell would take minutes.
use strict;
use warnings;

my ($directory, @roots) = @ARGV;
my (%package, %providers);
open my $list, '-|', 'dpkg-query', '--show', '--showformat',
    '${db:Status-Abbrev}\t${Package}\t${binary:Package}\t${Essential}\t${Priority}\t${Pre-Depends}, ${Depends}\t${Provides}\n'
    or die "dpkg-query: $!\n";
while (<$list>) {
    chomp;
    my ($status, $name, $qualified, $essential, $priority, $depends, $provides) = split /\t/, $_, -1;
    next unless $status =~ /^.i/;
    push @roots, $name if $essential eq 'yes' || $priority eq 'required';
    push @{ $package{$name}{qualified} }, $qualified;
    $package{$name}{depends} = [ map { alternatives($_) } split /\s*,\s*/, $depends ];
    push @{ $providers{$_} }, $name for map { (alternatives($_))[0][0] // () } split /\s*,\s*/, $provides;
}

# "a (>= 1) | b:any" as [a, b].
sub alternatives {
    my @names = map { /^\s*([a-z0-9][a-z0-9+.-]+)/ ? $1 : () } split /\|/, shift;
    return @names ? [@names] : ();
}

# As apt chooses on a bare machine: the first alternative that is there, by its own name or provided.
my (%kept, @queue);
push @queue, [$_] for @roots;
while (my $choice = shift @queue) {
    my ($name) = map { $package{$_} ? $_ : sort_required($providers{$_}) } @$choice;
    next if !defined $name || $kept{$name}++;
    push @queue, @{ $package{$name}{depends} };
}
sub sort_required {
    my @names = sort @{ shift // [] };
    return ((grep { $kept{$_} } @names), @names)[0] // ();
}

print "$_\n" for sort keys %kept;
exit if $directory eq '-';

# Both /bin/x and /usr/bin/x are named by packages, and are one file since /usr was merged.
sub place { my $path = shift; $path =~ s{^/(bin|sbin|lib(?:32|64|x32)?)/}{/usr/$1/}; return $path }
sub files {
    my @qualified = map { @{ $package{$_}{qualified} } } @_;
    my %files;
    while (my @some = splice @qualified, 0, 500) {
        open my $output, '-|', 'dpkg-query', '--listfiles', @some or die "dpkg-query: $!\n";
        while (<$output>) { chomp; $files{ place($_) } = 1 if m{^/} }
    }
    return \%files;
}
my $owned = files(sort keys %kept);
my @hidden = grep { !$owned->{$_} } keys %{ files(grep { !$kept{$_} } keys %package) };

# A command that no package owns: somebody put it there, or it is an alternative, which stays where its target does.
for my $path (glob('/usr/{bin,sbin,libexec,games}/* /usr/libexec/docker/cli-plugins/*')) {
    next if $owned->{$path} || -d $path && !-l $path;
    if (-l $path && readlink($path) =~ m{^/etc/alternatives/}) {
        my $target = readlink(readlink $path) // '';
        next if $owned->{ place($target) };
    }
    push @hidden, $path;
}

my $whiteout = "$directory/.whiteout";
system('mknod', $whiteout, 'c', '0', '0') == 0 or exit 1;
my %made = ("$directory" => 1);
my $links = 0;
for my $path (@hidden) {
    next unless $path =~ m{^/usr/(.+)/([^/]+)$} && (-l $path || !-d $path) && (-e $path || -l $path);
    my ($folder, $name) = ("$directory/$1", $2);
    directories($folder);
    # A file system bounds the links to a file: ext4 at 65,000.
    if (++$links % 30_000 == 0) { unlink $whiteout; system('mknod', $whiteout, 'c', '0', '0') == 0 or exit 1 }
    link $whiteout, "$folder/$name" or $!{EEXIST} or die "$folder/$name: $!\n";
}
unlink $whiteout;
sub directories {
    my $folder = shift;
    return if $made{$folder}++;
    directories($folder =~ s{/[^/]+$}{}r);
    mkdir $folder or $!{EEXIST} or die "$folder: $!\n";
}
