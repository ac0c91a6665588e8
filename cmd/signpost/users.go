package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"signpost/accounts"

	"github.com/spf13/cobra"
	"golang.org/x/term"
)

// usersOptions are what every command about users takes.
type usersOptions struct{ file, role string }

func (a *app) usersCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "users",
		GroupID: "gaps",
		Short:   "Say who may review on a served site, and by which password",
		Long: `Users are those who sign in to the review of signpost serve --users FILE: leads
decide, readers read. The file holds names, roles and hashes of passwords by
argon2id. Keep it out of the site folder, so that nobody commits it. A server that
runs takes changes at once; whoever has a new password or role signs in again.

A password is asked for, or taken from the first line of the input.`,
		Example: `  signpost users add ann --role lead --users /etc/signpost/users.yaml
  signpost users list --users /etc/signpost/users.yaml`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.usersAdd(), a.usersPasswd(), a.usersRemove(), a.usersList())
	return cmd
}

func (o *usersOptions) add(cmd *cobra.Command) *cobra.Command {
	cmd.Flags().StringVar(&o.file, "users", "", "file of the users")
	needFlags(cmd, "users")
	return cmd
}

// changeKnown changes a user who is in the file.
func (o usersOptions) changeKnown(ctx context.Context, a *app, name string, do func(users []accounts.User, at int) ([]accounts.User, error)) error {
	return o.change(ctx, a, name, func(users []accounts.User, at int) ([]accounts.User, error) {
		if at < 0 {
			return nil, fmt.Errorf("there is no user %s; signpost users list tells who is", name)
		}
		return do(users, at)
	})
}

// change reads the file, changes one user of it, and writes it; at is -1 for a new one.
func (o usersOptions) change(ctx context.Context, a *app, name string, do func(users []accounts.User, at int) ([]accounts.User, error)) error {
	if err := accounts.CheckName(name); err != nil {
		return err
	}
	users, err := accounts.Read(o.file)
	if err != nil {
		return err
	}
	users, err = do(users, slices.IndexFunc(users, func(u accounts.User) bool { return u.Name == name }))
	if err != nil {
		return err
	}
	if err := accounts.Write(o.file, users); err != nil {
		return err
	}
	a.warnCommittable(ctx, o.file, "hashes of passwords")
	return nil
}

func (a *app) usersAdd() *cobra.Command {
	var o usersOptions
	cmd := o.add(&cobra.Command{
		Use:   "add NAME",
		Short: "Add a user, or change the role of one",
		Long: `Add makes a user with a role and a password of at least 12 characters. Of a user who
is there already it changes the role, and asks for no password.`,
		Example: `  signpost users add ann --role lead --users /etc/signpost/users.yaml
  signpost users add bo --role reader --users /etc/signpost/users.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			role := accounts.Role(o.role)
			if !role.Valid() {
				return fmt.Errorf("--role %s: it is lead or reader", o.role)
			}
			return o.change(cmd.Context(), a, args[0], func(users []accounts.User, at int) ([]accounts.User, error) {
				if at >= 0 {
					users[at].Role = role
					return users, nil
				}
				hash, err := a.newPassword()
				return append(users, accounts.User{Name: args[0], Role: role, Password: hash}), err
			})
		},
	})
	cmd.Flags().StringVar(&o.role, "role", string(accounts.Reader), "lead, who decides, or reader")
	return cmd
}

func (a *app) usersPasswd() *cobra.Command {
	var o usersOptions
	return o.add(&cobra.Command{
		Use:   "passwd NAME",
		Short: "Give a user another password",
		Long:  "Passwd replaces the password of a user. Sessions that were begun with the last one end.",
		Example: `  signpost users passwd ann --users /etc/signpost/users.yaml
  signpost users passwd bo --users users.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.changeKnown(cmd.Context(), a, args[0], func(users []accounts.User, at int) ([]accounts.User, error) {
				hash, err := a.newPassword()
				users[at].Password = hash
				return users, err
			})
		},
	})
}

func (a *app) usersRemove() *cobra.Command {
	var o usersOptions
	return o.add(&cobra.Command{
		Use:   "remove NAME",
		Short: "Let somebody in no more",
		Long:  "Remove takes a user out of the file. Their sessions end at once.",
		Example: `  signpost users remove ann --users /etc/signpost/users.yaml
  signpost users remove bo --users users.yaml`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.changeKnown(cmd.Context(), a, args[0], func(users []accounts.User, at int) ([]accounts.User, error) {
				return slices.Delete(users, at, at+1), nil
			})
		},
	})
}

func (a *app) usersList() *cobra.Command {
	var o usersOptions
	return o.add(&cobra.Command{
		Use:   "list",
		Short: "List the users and their roles",
		Long:  "List prints each user with the role, a tab between them.",
		Example: `  signpost users list --users /etc/signpost/users.yaml
  signpost users list --users users.yaml`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			users, err := accounts.Read(o.file)
			for _, u := range users {
				err = errors.Join(err, a.answer("%s\t%s\n", u.Name, u.Role))
			}
			return err
		},
	})
}

// newPassword asks for a password and gives its hash.
func (a *app) newPassword() (string, error) {
	password, err := a.password("Password: ")
	if err != nil {
		return "", err
	}
	hash, err := accounts.Hash(password)
	if err != nil {
		return "", err
	}
	if f, ok := a.stdin.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		again, err := a.password("Again: ")
		if err != nil {
			return "", err
		}
		if again != password {
			return "", errors.New("the two passwords differ")
		}
	}
	return hash, nil
}

// password reads without showing it from a terminal, else the first line of the input.
func (a *app) password(ask string) (string, error) {
	if f, ok := a.stdin.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(a.stderr, ask)
		typed, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(a.stderr)
		if err != nil {
			return "", fmt.Errorf("read the password: %w", err)
		}
		return string(typed), nil
	}
	line, err := bufio.NewReader(io.LimitReader(a.stdin, 4*accounts.MaxPassword)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}
