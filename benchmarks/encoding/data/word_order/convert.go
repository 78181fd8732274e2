package convert

import (
	"encoding/binary"
	"math"
	"net"
	"net/http"
	"strconv"
	"time"
)

func IntToString(n int) string {
	return strconv.FormatInt(int64(n), 10)
}

func StringToInt(s string) (int, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	return int(n), err
}

func MapFromStruct(v Settings) map[string]string {
	return map[string]string{"host": v.Host, "port": v.Port}
}

func StructFromMap(m map[string]string) Settings {
	return Settings{Host: m["host"], Port: m["port"]}
}

func (d Degrees) Radians() Radians {
	return Radians(float64(d) * math.Pi / 180)
}

func (r Radians) Degrees() Degrees {
	return Degrees(float64(r) * 180 / math.Pi)
}

func RedirectHTTPToHTTPS(w http.ResponseWriter, r *http.Request) {
	target := "https://" + r.Host + r.URL.Path
	http.Redirect(w, r, target, http.StatusMovedPermanently)
}

func RedirectHTTPSToHTTP(w http.ResponseWriter, r *http.Request) {
	target := "http://" + r.Host + r.URL.Path
	http.Redirect(w, r, target, http.StatusMovedPermanently)
}

func (c *Client) CopyHostIntoContainer(host, container string) error {
	file, err := c.host.Open(host)
	if err != nil {
		return err
	}
	return c.container.Put(container, file)
}

func (c *Client) CopyContainerIntoHost(container, host string) error {
	file, err := c.container.Open(container)
	if err != nil {
		return err
	}
	return c.host.Put(host, file)
}

func UnixToTime(sec int64) time.Time {
	return time.Unix(sec, 0)
}

func TimeToUnix(t time.Time) int64 {
	return t.Unix()
}

func modelFromProto(p *UserProto) *UserModel {
	return &UserModel{Name: p.GetName(), Email: p.GetEmail()}
}

func protoFromModel(m *UserModel) *UserProto {
	return &UserProto{Name: m.Name, Email: m.Email}
}

func ipAsNumber(ip net.IP) uint32 {
	return binary.BigEndian.Uint32(ip.To4())
}

func numberAsIP(number uint32) net.IP {
	ip := make(net.IP, 4)
	binary.BigEndian.PutUint32(ip, number)
	return ip
}

func (n *Node) PullFollowerFromLeader(leader, follower *Node) error {
	return follower.Apply(leader.EntriesSince(follower.Index))
}

func (n *Node) PullLeaderFromFollower(leader, follower *Node) error {
	return leader.Apply(follower.EntriesSince(leader.Index))
}

