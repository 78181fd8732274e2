package accounts;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class UserMapper {
    UserDto toDto(User entity) {
        UserDto dto = new UserDto();
        dto.setName(entity.getName());
        dto.setEmail(entity.getEmail());
        return dto;
    }

    User toEntity(UserDto dto) {
        User entity = new User();
        entity.setName(dto.getName());
        entity.setEmail(dto.getEmail());
        return entity;
    }
}

class Accounts {
    void transferSavingsToChecking(Account savings, Account checking, long amount) {
        savings.withdraw(amount);
        checking.deposit(amount);
    }

    void transferCheckingToSavings(Account checking, Account savings, long amount) {
        checking.withdraw(amount);
        savings.deposit(amount);
    }

    void validateBeforeSave(Form form) {
        validator.validate(form);
        repository.save(form);
    }

    void saveBeforeValidate(Form form) {
        repository.save(form);
        validator.validate(form);
    }

    static void copySourceIntoTarget(List<Item> source, List<Item> target) {
        target.clear();
        target.addAll(source);
    }

    static void copyTargetIntoSource(List<Item> target, List<Item> source) {
        source.clear();
        source.addAll(target);
    }

    void sendFromClientToServer(Channel client, Channel server, Message message) {
        client.flush();
        server.accept(message);
    }

    void sendFromServerToClient(Channel server, Channel client, Message message) {
        server.flush();
        client.accept(message);
    }

    boolean buyerOwesSeller(Buyer buyer, Seller seller) {
        return ledger.balance(buyer, seller) < 0;
    }

    boolean sellerOwesBuyer(Seller seller, Buyer buyer) {
        return ledger.balance(buyer, seller) > 0;
    }

    void assignTaskToWorker(Task task, Worker worker) {
        worker.getTasks().add(task);
    }

    void assignWorkerToTask(Worker worker, Task task) {
        task.getWorkers().add(worker);
    }

    static String[] listAsArray(List<String> list) {
        return list.toArray(new String[0]);
    }

    static List<String> arrayAsList(String[] array) {
        return new ArrayList<>(Arrays.asList(array));
    }

    static Instant millisToInstant(long millis) {
        return Instant.ofEpochMilli(millis);
    }

    static long instantToMillis(Instant instant) {
        return instant.toEpochMilli();
    }

    static String xmlFromJson(JsonNode json) {
        StringBuilder xml = new StringBuilder();
        json.fields().forEachRemaining(field -> xml.append(element(field)));
        return xml.toString();
    }

    static JsonNode jsonFromXml(Document xml) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        children(xml).forEach(child -> json.set(child.getNodeName(), jsonOf(child)));
        return json;
    }
}

class Status {
    static Status forCode(int code) {
        for (Status status : values()) {
            if (status.code == code) {
                return status;
            }
        }
        throw new IllegalArgumentException("status " + code);
    }
}

class Code {
    static int forStatus(Status status) {
        return status.code;
    }
}

class Meters {
    Feet toFeet() {
        return new Feet(value / 0.3048);
    }
}

class Feet {
    Meters toMeters() {
        return new Meters(value * 0.3048);
    }
}
