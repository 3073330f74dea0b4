// Command goshapes prints how the server writes the fields of its own types where OpenAPI does not
// tell: "TYPE FIELD zero" for a scalar that is left out when it is false, 0 or empty, and
// "TYPE FIELD null" for one that is written as null (a quantity as "0") when it is not set. See the script schemas.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strings"

	admissionregistration "k8s.io/api/admissionregistration/v1"
	apps "k8s.io/api/apps/v1"
	authentication "k8s.io/api/authentication/v1"
	authorization "k8s.io/api/authorization/v1"
	autoscaling "k8s.io/api/autoscaling/v1"
	autoscaling2 "k8s.io/api/autoscaling/v2"
	batch "k8s.io/api/batch/v1"
	coordination "k8s.io/api/coordination/v1"
	core "k8s.io/api/core/v1"
	discovery "k8s.io/api/discovery/v1"
	events "k8s.io/api/events/v1"
	networking "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	rbac "k8s.io/api/rbac/v1"
	scheduling "k8s.io/api/scheduling/v1"
	storage "k8s.io/api/storage/v1"
	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

var seen = map[reflect.Type]bool{}
var lines []string
var marshaler = reflect.TypeFor[json.Marshaler]()

// The name of a type in OpenAPI: the first part of its package's path backwards, as a domain is.
func openAPIName(t reflect.Type) string {
	parts := strings.Split(t.PkgPath(), "/")
	domain := strings.Split(parts[0], ".")
	for i, j := 0, len(domain)-1; i < j; i, j = i+1, j-1 {
		domain[i], domain[j] = domain[j], domain[i]
	}
	parts[0] = strings.Join(domain, ".")
	return strings.Join(parts, ".") + "." + t.Name()
}

func isScalar(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Bool, reflect.String, reflect.Int, reflect.Int32, reflect.Int64, reflect.Float64:
		return true
	}
	return false
}

// Quantities, times and the like have a form of their own.
func writesItself(t reflect.Type) bool {
	return t.Implements(marshaler) || reflect.PointerTo(t).Implements(marshaler)
}

func isNil(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return true
	}
	switch t.Name() { // what has a form of its own is written even when it is not set
	case "Time", "MicroTime", "Quantity", "IntOrString":
		return true
	}
	return false
}

func walkFields(owner string, t reflect.Type) {
	for i := 0; i < t.NumField(); i++ {
		field := t.Field(i)
		tag := strings.Split(field.Tag.Get("json"), ",")
		omits := strings.Contains(field.Tag.Get("json"), ",omitempty")
		omitsZero := strings.Contains(field.Tag.Get("json"), ",omitzero")
		if tag[0] == "" && field.Anonymous && field.Type.Kind() == reflect.Struct {
			walkFields(owner, field.Type)
			continue
		}
		if tag[0] == "-" || tag[0] == "" {
			continue
		}
		if (omits || omitsZero) && isScalar(field.Type) || omitsZero && field.Type.Kind() == reflect.Struct {
			lines = append(lines, fmt.Sprintf("%s %s zero", owner, tag[0]))
		} else if !omitsZero && isNil(field.Type) && (!omits || field.Type.Kind() == reflect.Struct) {
			lines = append(lines, fmt.Sprintf("%s %s null", owner, tag[0]))
		}
		walk(field.Type)
	}
}

func walk(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		walk(t.Elem())
	case reflect.Struct:
		if !seen[t] && strings.HasPrefix(t.PkgPath(), "k8s.io/") && !writesItself(t) {
			seen[t] = true
			walkFields(openAPIName(t), t)
		}
	}
}

func main() {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		admissionregistration.AddToScheme, apps.AddToScheme, authentication.AddToScheme,
		authorization.AddToScheme, autoscaling.AddToScheme, autoscaling2.AddToScheme,
		batch.AddToScheme, coordination.AddToScheme, core.AddToScheme, discovery.AddToScheme,
		events.AddToScheme, networking.AddToScheme, policy.AddToScheme, rbac.AddToScheme,
		scheduling.AddToScheme, storage.AddToScheme, apiextensions.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	for _, t := range scheme.AllKnownTypes() {
		walk(t)
	}
	sort.Strings(lines)
	fmt.Println(strings.Join(lines, "\n"))
}
