// A service as the documentation of Go's net/rpc has it, served as JSON-RPC: arith-server.go PORT
package main

import (
	"fmt"
	"net"
	"net/rpc"
	"net/rpc/jsonrpc"
	"os"
)

type Args struct{ A, B int }

type Arith struct{}

func (*Arith) Multiply(args *Args, product *int) error {
	*product = args.A * args.B
	return nil
}

func main() {
	if err := rpc.Register(new(Arith)); err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		panic(err)
	}
	fmt.Println("peer: listening")
	for {
		connection, err := listener.Accept()
		if err != nil {
			panic(err)
		}
		go jsonrpc.ServeConn(connection)
	}
}
