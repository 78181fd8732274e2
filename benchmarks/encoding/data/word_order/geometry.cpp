#include <string>
#include <vector>

std::string to_string(Level level)
{
    switch (level) {
    case Level::Low: return "low";
    case Level::High: return "high";
    }
    return "";
}

Level to_level(const std::string &string)
{
    if (string == "low")
        return Level::Low;
    return Level::High;
}

Matrix rowMajorToColumnMajor(const Matrix &rows)
{
    Matrix columns(rows.width(), rows.height());
    for (int i = 0; i < rows.size(); ++i)
        columns[i % rows.width() * rows.height() + i / rows.width()] = rows[i];
    return columns;
}

Matrix columnMajorToRowMajor(const Matrix &columns)
{
    Matrix rows(columns.width(), columns.height());
    for (int i = 0; i < columns.size(); ++i)
        rows[i % columns.height() * columns.width() + i / columns.height()] = columns[i];
    return rows;
}

class Quaternion {
public:
    Euler euler() const
    {
        return Euler(std::atan2(2 * (w * x + y * z), 1 - 2 * (x * x + y * y)),
                     std::asin(2 * (w * y - z * x)),
                     std::atan2(2 * (w * z + x * y), 1 - 2 * (y * y + z * z)));
    }
};

class Euler {
public:
    Quaternion quaternion() const
    {
        double cr = std::cos(roll / 2), sr = std::sin(roll / 2);
        double cp = std::cos(pitch / 2), sp = std::sin(pitch / 2);
        return Quaternion(cr * cp, sr * cp, cr * sp, -sr * sp);
    }
};

void copyDeviceToHost(Buffer &host, const Buffer &device, Stream &stream)
{
    stream.enqueue(host.data(), device.data(), device.size());
    stream.wait();
}

void copyHostToDevice(Buffer &device, const Buffer &host, Stream &stream)
{
    stream.enqueue(device.data(), host.data(), host.size());
    stream.wait();
}

std::wstring widen_narrow(const std::string &narrow)
{
    return std::wstring(narrow.begin(), narrow.end());
}

std::string narrow_wide(const std::wstring &wide)
{
    return std::string(wide.begin(), wide.end());
}

Vector subtractLeftFromRight(const Vector &left, const Vector &right)
{
    return Vector(right.x - left.x, right.y - left.y);
}

Vector subtractRightFromLeft(const Vector &left, const Vector &right)
{
    return Vector(left.x - right.x, left.y - right.y);
}

bool circleContainsSquare(const Circle &circle, const Square &square)
{
    for (const Point &corner : square.corners())
        if (circle.distance(corner) > circle.radius())
            return false;
    return true;
}

bool squareContainsCircle(const Square &square, const Circle &circle)
{
    for (const Line &side : square.sides())
        if (side.distance(circle.centre()) < circle.radius())
            return false;
    return true;
}

std::vector<Edge> edgesBetweenVertices(const Graph &graph, Vertex from, Vertex to)
{
    std::vector<Edge> edges;
    for (const Edge &edge : graph.edges())
        if (edge.from == from && edge.to == to)
            edges.push_back(edge);
    return edges;
}

std::vector<Vertex> verticesBetweenEdges(const Graph &graph, Edge from, Edge to)
{
    std::vector<Vertex> vertices;
    for (const Vertex &vertex : graph.vertices())
        if (vertex == from.to && vertex == to.from)
            vertices.push_back(vertex);
    return vertices;
}
