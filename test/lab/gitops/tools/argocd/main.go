// The two programs of Argo CD that sync: the repository server and the application controller. Its own main package holds
// eight more, among them the API server and the command line, which would double the time of the build.
package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"

	controller "github.com/argoproj/argo-cd/v3/cmd/argocd-application-controller/commands"
	reposerver "github.com/argoproj/argo-cd/v3/cmd/argocd-repo-server/commands"
)

func main() {
	programs := map[string]func() *cobra.Command{
		"argocd-repo-server":            reposerver.NewCommand,
		"argocd-application-controller": controller.NewCommand,
	}
	program, found := programs[os.Getenv("ARGOCD_BINARY_NAME")]
	if !found {
		fmt.Fprintln(os.Stderr, "ARGOCD_BINARY_NAME names none of the programs in here")
		os.Exit(2)
	}
	if err := program().Execute(); err != nil {
		os.Exit(1)
	}
}
