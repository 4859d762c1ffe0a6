// A service as the documentation of Go's net/rpc has it, served as JSON-RPC to whoever connects. It says where it listens,
// and ends with its stdin.
package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"
	"strings"
	"sync/atomic"
)

type Args struct{ A, B int }

type Quotient struct{ Quo, Rem int }

type Arith struct {
	held atomic.Int32
	open chan struct{}
}

func (t *Arith) Multiply(args *Args, reply *int) error {
	*reply = args.A * args.B
	return nil
}

func (t *Arith) Divide(args *Args, quo *Quotient) error {
	if args.B == 0 {
		return errors.New("divide by zero")
	}
	quo.Quo = args.A / args.B
	quo.Rem = args.A % args.B
	return nil
}

// Hold answers once as many as it is told wait for it: only who asks for them all at once gets any answer.
func (t *Arith) Hold(count int32, reply *int32) error {
	nth := t.held.Add(1)
	if nth == count {
		close(t.open)
	}
	<-t.open
	*reply = nth
	return nil
}

// Never answers nobody.
func (t *Arith) Never(_ *Args, _ *int) error {
	select {}
}

// Die ends the program in the middle of a call.
func (t *Arith) Die(_ *Args, _ *int) error {
	os.Exit(3)
	return nil
}

// Long answers with as many characters.
func (t *Arith) Long(length int, reply *string) error {
	*reply = strings.Repeat("x", length)
	return nil
}

func main() {
	if err := rpc.Register(&Arith{open: make(chan struct{})}); err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr().(*net.TCPAddr).Port)
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	for {
		conn, err := listener.Accept()
		if err != nil {
			panic(err)
		}
		go jsonrpc.ServeConn(conn)
	}
}
