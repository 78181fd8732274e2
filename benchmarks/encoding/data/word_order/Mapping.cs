namespace Mapping
{
    public static class Convert
    {
        public static long UnixTimeOfDateTime(DateTime moment)
        {
            return (long)(moment.ToUniversalTime() - Epoch).TotalSeconds;
        }

        public static DateTime DateTimeOfUnixTime(long seconds)
        {
            return Epoch.AddSeconds(seconds).ToLocalTime();
        }

        public static string ByteArrayToHexString(byte[] array)
        {
            var builder = new StringBuilder();
            foreach (byte b in array) builder.Append(b.ToString("x2"));
            return builder.ToString();
        }

        public static byte[] HexStringToByteArray(string hex)
        {
            var array = new byte[hex.Length / 2];
            for (int i = 0; i < array.Length; i++) array[i] = System.Convert.ToByte(hex.Substring(2 * i, 2), 16);
            return array;
        }

        public static string ReadStreamAsString(Stream stream)
        {
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }

        public static Stream ReadStringAsStream(string text)
        {
            return new MemoryStream(Encoding.UTF8.GetBytes(text));
        }

        public static ProductViewModel ToViewModel(ProductModel model)
        {
            return new ProductViewModel { Name = model.Name, Price = model.Price.ToString() };
        }

        public static ProductModel ToModel(ProductViewModel viewModel)
        {
            return new ProductModel { Name = viewModel.Name, Price = decimal.Parse(viewModel.Price) };
        }

        public static List<Row> DataTableToList(DataTable table)
        {
            var list = new List<Row>();
            foreach (DataRow row in table.Rows) list.Add(new Row(row.ItemArray));
            return list;
        }

        public static DataTable ListToDataTable(List<Row> list)
        {
            var table = new DataTable();
            foreach (Row row in list) table.Rows.Add(row.Cells);
            return table;
        }
    }

    public class Staff
    {
        public void AssignManagerToEmployee(Manager manager, Employee employee)
        {
            employee.ReportsTo = manager;
        }

        public void AssignEmployeeToManager(Employee employee, Manager manager)
        {
            manager.Team.Add(employee);
        }

        public IEnumerable<Employee> EmployeesOfProject(Project project)
        {
            return employees.Where(employee => employee.Projects.Contains(project));
        }

        public IEnumerable<Project> ProjectsOfEmployee(Employee employee)
        {
            return projects.Where(project => project.Employees.Contains(employee));
        }
    }
}
